import { Module } from '@nestjs/common';
import { PublisherKeysController } from './publisher-keys.controller.ts';
import { PublisherKeysService } from './publisher-keys.service.ts';

@Module({ controllers: [PublisherKeysController], providers: [PublisherKeysService] })
export class PublisherKeysModule {}
