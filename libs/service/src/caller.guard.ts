import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { ApiKeys } from './api-keys.js';
import type { Caller } from './caller.js';
import { problems } from './problem.js';
import { ruleOf } from './route-rule.js';

interface Request {
  readonly headers: Readonly<Record<string, string | undefined>>;
  caller?: Caller;
}

/** Lets a request pass whose key may call the route; 401 without a key that is known, 403 with one of another role. */
@Injectable()
export class CallerGuard implements CanActivate {
  constructor(private readonly keys: Pick<ApiKeys, 'find'>) {}

  canActivate(context: ExecutionContext): boolean {
    const rule = ruleOf(context.getHandler(), context.getClass());
    if (rule === 'anyone') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const caller = this.#caller(request.headers.authorization);
    // A start with a route that has no rule is refused; should one be added later, nobody may call it.
    if (!rule?.includes(caller.role))
      throw problems.forbidden(`A ${caller.role} may not do this; it takes ${(rule ?? ['nobody']).join(' or ')}.`);
    request.caller = caller;
    return true;
  }

  #caller(authorization: string | undefined): Caller {
    if (authorization === undefined)
      throw problems.unauthorized('This needs an API key, as the header Authorization: Bearer <key>.');
    const [, apiKey] = /^Bearer +(\S{1,200})$/i.exec(authorization) ?? [];
    if (apiKey === undefined) throw problems.unauthorized('The Authorization header is not of the form Bearer <key>.');
    const caller = this.keys.find(apiKey);
    if (!caller) throw problems.unauthorized('This API key is not known.');
    return caller;
  }
}
