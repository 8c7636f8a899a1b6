import { randomUUID } from 'node:crypto'
import type { NewBank } from './bodies.ts'

/** Stands in for the client of Stripe, which throws errors of its own. */
export const stripe = {
  addBank ({ holder, routingNumber, accountNumber }: NewBank) {
    if (!isRoutingNumber(routingNumber)) {
      throw Object.assign(new Error(`The routing number ${routingNumber} is not that of a bank.`), { type: 'StripeInvalidRequestError', code: 'routing_number_invalid' })
    }
    return { id: `ba_${randomUUID()}`, holder, last4: accountNumber.slice(-4) }
  }
}

/** The checksum of the American Bankers Association: weights 3, 7 and 1. */
function isRoutingNumber (text: string): boolean {
  const sum = [...text].reduce((total, digit, index) => total + Number(digit) * ([3, 7, 1][index % 3] ?? 0), 0)
  return sum % 10 === 0
}
