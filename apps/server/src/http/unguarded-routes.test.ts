import { Controller, Get, Post } from '@nestjs/common';
import { API_CONTROLLERS } from '../api-controllers.ts';
import { Allow, Public } from './access.decorator.ts';
import { findUnguardedRoutes } from './unguarded-routes.ts';

@Controller('sample')
class SampleController {
  @Get()
  @Public()
  open(): string {
    return 'open';
  }

  @Get('guarded')
  @Allow('run.read')
  guarded(): string {
    return 'guarded';
  }

  @Post()
  forgotten(): string {
    return 'forgotten';
  }

  notARoute(): string {
    return 'notARoute';
  }
}

test('a route without a rule is found', () => {
  expect(findUnguardedRoutes([SampleController])).toEqual(['SampleController.forgotten']);
});

test('every route of the server states its rule', () => {
  expect(findUnguardedRoutes(API_CONTROLLERS)).toEqual([]);
});
