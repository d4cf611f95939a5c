import { Module } from '@nestjs/common';
import { StorageController } from './storage.controller.ts';
import { StorageService } from './storage.service.ts';

@Module({ controllers: [StorageController], providers: [StorageService] })
export class StorageModule {}
