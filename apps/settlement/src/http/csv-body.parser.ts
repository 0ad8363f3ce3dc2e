import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { problems } from '#libs/service';
import { priceFilesPath } from './price-files.path.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Fastify answers it as it answers a media type that it has no parser for. */
const unsupported = (): Error => Object.assign(new Error('the media type is not supported here'), { statusCode: 415 });

/** Reads text/csv as text on the one route that takes files; elsewhere it stays unsupported. */
@Injectable()
export class CsvBodyParser implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance();
    fastify.addContentTypeParser('text/csv', { parseAs: 'buffer' }, ({ routeOptions }, bytes, done) => {
      if (routeOptions.url !== priceFilesPath) return done(unsupported());
      try {
        done(null, utf8.decode(bytes as Buffer));
      } catch {
        done(problems.malformed('The body is not UTF-8.'));
      }
    });
  }
}
