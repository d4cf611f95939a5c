import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '@millrace/runtime';
import { Allow, CurrentActor } from '../http/access.decorator.ts';
import { Operation } from '../http/operation.decorator.ts';
import { versionParams, type VersionParams } from '../workflows/workflows.dto.ts';
import { PromotionPreviewService } from './promotion-preview.service.ts';
import {
  previewPromotionRequest,
  promoteRequest,
  promotionDto,
  promotionPreviewDto,
  type PreviewPromotionRequest,
  type PromoteRequest,
  type PromotionDto,
  type PromotionPreviewDto,
} from './promotions.dto.ts';
import { PromotionsService } from './promotions.service.ts';

@ApiTags('Versions')
@Controller('api/v1/workflows/:name/versions/:number')
export class PromotionsController {
  constructor(
    private readonly promotions: PromotionsService,
    private readonly previews: PromotionPreviewService,
  ) {}

  @Post('promotion-previews')
  @Allow('workflow.read')
  @Operation({
    id: 'previewPromotion',
    summary: 'What taking a version into another workspace would meet and change there',
    params: versionParams,
    body: previewPromotionRequest,
    response: promotionPreviewDto,
    problems: [403, 404, 422],
  })
  preview(
    @CurrentActor() actor: Actor,
    @Param({ schema: versionParams }) params: VersionParams,
    @Body({ schema: previewPromotionRequest }) body: PreviewPromotionRequest,
  ): Promise<PromotionPreviewDto> {
    return this.previews.read(actor, params, body);
  }

  @Post('promotions')
  @Allow('workflow.read')
  @Operation({
    id: 'promoteVersion',
    summary: 'Take a version into another workspace, as its draft or as what is live there',
    params: versionParams,
    status: 201,
    body: promoteRequest,
    response: promotionDto,
    problems: [403, 404, 409, 412, 422],
  })
  promote(
    @CurrentActor() actor: Actor,
    @Param({ schema: versionParams }) params: VersionParams,
    @Body({ schema: promoteRequest }) body: PromoteRequest,
  ): Promise<PromotionDto> {
    return this.promotions.promote(actor, params, body);
  }
}
