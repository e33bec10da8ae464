/** CXCallController: asks the system for what the app itself wants done to a call. */

import { requireCallKit } from '../availability.ts';
import { nextRequest, on, send } from '../bridge.ts';
import { errorFrom, type NSError } from '../foundation/ns-error.ts';
import { requireArgument } from '../foundation/ns-exception.ts';
import { dataOf } from './action-data.ts';
import type { CXAction } from './cx-action.ts';
import { CXCallObserver } from './cx-call-observer.ts';
import { CXTransaction } from './cx-transaction.ts';

/** Null when the transaction was accepted, which does not say that it was performed. */
export type RequestCompletion = (error: NSError | null) => void;

const completions = new Map<number, RequestCompletion>();

export class CXCallController {
  readonly callObserver: CXCallObserver;

  constructor(_queue: null = null) {
    requireCallKit('CXCallController');
    this.callObserver = new CXCallObserver();
  }

  requestTransactionCompletion(transaction: CXTransaction, completion: RequestCompletion): void {
    requireArgument('CXCallController requestTransaction:completion:', 'transaction', transaction);
    requireArgument('CXCallController requestTransaction:completion:', 'completion', completion);
    const request = nextRequest();
    completions.set(request, completion);
    const actions = transaction.actions.map(dataOf);
    send({ kind: 'callkit.request', request, transaction: transaction.UUID.UUIDString, actions });
  }

  /** iOS 11. */
  requestTransactionWithActionCompletion(action: CXAction, completion: RequestCompletion): void {
    this.requestTransactionCompletion(new CXTransaction(action), completion);
  }

  /** iOS 11. */
  requestTransactionWithActionsCompletion(actions: readonly CXAction[], completion: RequestCompletion): void {
    this.requestTransactionCompletion(new CXTransaction(actions), completion);
  }
}

on('callkit.requested', ({ request, error }) => {
  const completion = completions.get(request);
  completions.delete(request);
  completion?.(errorFrom(error));
});
