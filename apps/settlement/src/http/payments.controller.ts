import { amountEur } from '#libs/contracts';
import { GroupCommit } from '#libs/messaging';
import { type Caller, CalledBy, MayCall, mustBeIn, problems, why } from '#libs/service';
import { formatEur } from '#libs/units';
import { Body, Controller, Headers, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { depositWork } from './deposit.work.js';
import { idOfRequest } from './idempotency-key.js';
import { mostMoney } from './money-text.js';
import { type OperatorsWord, wordOf } from './operators-word.js';
import { partyAccount } from './party-account.js';
import type { AskedPayment } from './payment.work.js';
import { problemOfPayment } from './payment-problem.js';
import { documentOfTransfer, type TransferDocument, transferDocument } from './transfer-document.js';
import { withdrawalWork } from './withdrawal.work.js';

const payment = z.strictObject({
  amountEur: amountEur.refine(
    (amount) => amount > 0n && amount <= mostMoney,
    `is above zero and at most ${formatEur(mostMoney)}`,
  ),
  why: why.optional().describe('stands on the transfer; an operator who pays out has to give it'),
});
type PaymentBody = z.output<typeof payment>;

const idempotent = () =>
  ApiHeader({ name: 'Idempotency-Key', required: true, schema: { type: 'string', maxLength: 255 } });

/** What the audit keeps of a deposit that came with no words of its own. */
const moneyCameIn = 'money came in';

@ApiTags('accounts')
@Controller('v1/accounts')
export class PaymentsController {
  constructor(@Inject(GroupCommit) private readonly group: GroupCommit) {}

  @Post(':id/deposits')
  @MayCall('operator')
  @ApiOperation({ summary: 'Pays money in; the same key with the same payload answers the same deposit again' })
  @idempotent()
  @ApiCreatedResponse({ standardSchema: transferDocument })
  async deposit(
    @Param('id') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: payment }) body: PaymentBody,
    @CalledBy() caller: Caller,
  ): Promise<TransferDocument> {
    const word = wordOf(caller, body.why ?? moneyCameIn);
    const answer = await this.group.submit(depositWork, asked(id, key, body, caller, word));
    if (answer.answer === 'refused') throw problemOfPayment(answer.because, id);
    return documentOfTransfer(answer.what);
  }

  @Post(':id/withdrawals')
  @MayCall('operator', 'party')
  @ApiOperation({ summary: 'Pays money out, at most what is withdrawable; the same key answers the same one again' })
  @idempotent()
  @ApiCreatedResponse({ standardSchema: transferDocument })
  async withdraw(
    @Param('id') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: payment }) body: PaymentBody,
    @CalledBy() caller: Caller,
  ): Promise<TransferDocument> {
    mustBeIn(caller, id);
    const word = caller.role === 'operator' ? wordOf(caller, wordsFor(body)) : undefined;
    const answer = await this.group.submit(withdrawalWork, asked(id, key, body, caller, word));
    if (answer.answer === 'refused') throw problemOfPayment(answer.because, id);
    return documentOfTransfer(answer.what);
  }
}

function asked(
  id: string,
  key: string | undefined,
  { amountEur: amount, why: reason }: PaymentBody,
  caller: Caller,
  word: OperatorsWord | undefined,
): AskedPayment {
  return {
    id: idOfRequest(caller.id, key),
    account: partyAccount(id),
    amount,
    ...(reason === undefined ? {} : { reason }),
    ...(word === undefined ? {} : { word }),
  };
}

/** Nobody pays out what is another's without saying why. */
function wordsFor({ why: because }: PaymentBody): string {
  if (because !== undefined) return because;
  throw problems.invalidFields([{ pointer: '/why', detail: 'is required of an operator' }]);
}
