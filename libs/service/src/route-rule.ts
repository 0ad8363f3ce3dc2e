import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  RequestMethod,
  SetMetadata,
  type Type,
} from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import type { INestApplicationContext } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Caller, Role } from './caller.js';

/** Who may call a route: some roles, or anyone without a key. */
export type RouteRule = readonly Role[] | 'anyone';

const ruleKey = 'gridsaga:route-rule';

/** The roles that may call a route, or all routes of a controller. What they see of it the handler decides. */
export const MayCall = (...roles: [Role, ...Role[]]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ruleKey, roles), ApiBearerAuth(), ApiExtension('x-may-call', roles));

/** Open to everyone, without a key. */
export const Anyone = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ruleKey, 'anyone'), ApiExtension('x-may-call', ['anyone']));

/** The caller, as the guard found it. */
export const CalledBy = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller => context.switchToHttp().getRequest<{ caller: Caller }>().caller,
);

// oxlint-disable-next-line typescript/no-unsafe-function-type -- Nest's own shape of a handler
type Handler = Function;

/** A route's rule: its own, or else its controller's. */
export const ruleOf = (handler: Handler, controller: Handler): RouteRule | undefined =>
  (Reflect.getMetadata(ruleKey, handler) as RouteRule | undefined) ??
  (Reflect.getMetadata(ruleKey, controller) as RouteRule | undefined);

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly rule: RouteRule | undefined;
}

const pathOf = (target: Handler): string => {
  const path = Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined;
  return (Array.isArray(path) ? path[0] : path) ?? '';
};

/** Every route of an application with its rule. */
export function routesOf(app: INestApplicationContext): Route[] {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    const controller = metatype as Type;
    const prototype = controller.prototype as Record<string, Handler>;
    return scanner.getAllMethodNames(prototype).flatMap((name): Route[] => {
      const handler = prototype[name];
      const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
      if (handler === undefined || method === undefined) return [];
      const path = [pathOf(controller), pathOf(handler)].map((part) => part.replaceAll(/^\/|\/$/g, ''));
      return [
        {
          method: RequestMethod[method] ?? '',
          path: `/${path.filter((part) => part !== '').join('/')}`,
          rule: ruleOf(handler, controller),
        },
      ];
    });
  });
}

/** @throws naming every route that says nothing about who may call it: a start with one is refused */
export function mustHaveRules(app: INestApplicationContext): void {
  const open = routesOf(app).filter(({ rule }) => rule === undefined);
  if (open.length === 0) return;
  const names = open.map(({ method, path }) => `${method} ${path}`);
  throw new Error(`nothing says who may call ${names.join(', ')}`);
}
