import { holdFundsV1, postHoldV1, topics, voidHoldV1 } from '#libs/contracts';
import type { Instant } from '#libs/market';
import { type Command, isUuid } from '#libs/messaging';
import type { MilliCentsPerMWh } from '#libs/units';
import { decideHold } from '../hold/decide-hold.js';
import { decidePost } from '../hold/decide-post.js';
import { decideUnreadableHold, decideUnreadablePost, decideUnreadableVoid } from '../hold/decide-unreadable.js';
import { decideVoid } from '../hold/decide-void.js';
import type { Ruling } from '../hold/ruling.js';
import type { SettlementState } from '../store/settlement.state.js';

/** A command that was read: the accounts it touches, and its rule with the body already in it. */
export interface HoldCommand {
  readonly accounts: readonly string[];
  decide(state: SettlementState, now: Instant): Ruling<string, string>;
}

interface Handler {
  /** Throws where the body is not what the type promises. */
  read(command: Command, rate: MilliCentsPerMWh): HoldCommand;
  /** What the command still owes when it was parked. */
  unreadable(command: Command, state: SettlementState, now: Instant): Ruling<string, string>;
}

/** Every command that settlement understands, by its type. What is not here cannot be asked. */
const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  [
    holdFundsV1.type,
    {
      read({ sagaId, body }, rate) {
        const ask = { id: sagaId, ...holdFundsV1.body.parse(body) };
        return {
          accounts: [ask.seller, ask.buyer],
          decide: ({ holds, accounts }, now) => decideHold(ask, holds.get(sagaId), accounts, rate, now),
        };
      },
      unreadable: ({ sagaId }, { holds }, now) => decideUnreadableHold(sagaId, holds.get(sagaId), now),
    },
  ],
  [
    voidHoldV1.type,
    {
      read({ sagaId, body }) {
        const ask = { id: sagaId, ...voidHoldV1.body.parse(body) };
        return {
          accounts: [ask.seller, ask.buyer],
          decide: ({ holds, accounts }, now) => decideVoid(ask, holds.get(sagaId), accounts, now),
        };
      },
      unreadable: ({ sagaId }, { holds }, now) => decideUnreadableVoid(sagaId, holds.get(sagaId), now),
    },
  ],
  [
    postHoldV1.type,
    {
      read({ sagaId, body }) {
        const ask = { id: sagaId, ...postHoldV1.body.parse(body) };
        return {
          accounts: [ask.seller, ask.buyer],
          decide: ({ holds, accounts }, now) => decidePost(ask, holds.get(sagaId), accounts, now),
        };
      },
      unreadable: ({ sagaId }, { holds }) => decideUnreadablePost(holds.get(sagaId)),
    },
  ],
]);

const replyTopics: ReadonlySet<string> = new Set([topics.tradingReplies.name]);

/** Reads a command. Throws where its type, its saga's id, its topic for the reply or its body is not understood. */
export function readHoldCommand(command: Command, rate: MilliCentsPerMWh): HoldCommand {
  const handler = handlers.get(command.type);
  if (!handler) throw new Error(`settlement does not know the command ${command.type}`);
  if (!isUuid(command.sagaId)) throw new Error(`the saga's id ${command.sagaId} is not a UUID in lower case`);
  if (!replyTopics.has(command.replyTo)) throw new Error(`no replies are awaited on ${command.replyTo}`);
  return handler.read(command, rate);
}

/** The rule for a command that was parked; nothing where not even its type, its saga or whom to answer is known. */
export function unreadableRule(
  command: Command,
): ((state: SettlementState, now: Instant) => Ruling<string, string>) | undefined {
  const handler = handlers.get(command.type);
  if (!handler || !isUuid(command.sagaId) || !replyTopics.has(command.replyTo)) return undefined;
  return (state, now) => handler.unreadable(command, state, now);
}
