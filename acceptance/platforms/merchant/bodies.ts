import { Type, type Static } from '@sinclair/typebox'

// A request that does not match its schema is 'validation_failed', with the list of issues.

const closed = { additionalProperties: false }
const name = Type.String({ minLength: 1, maxLength: 100 })

export const NewCustomer = Type.Object({
  name,
  email: Type.String({ format: 'email' })
}, closed)
export type NewCustomer = Static<typeof NewCustomer>

export const NewBank = Type.Object({
  holder: name,
  routingNumber: Type.String({ pattern: '^\\d{9}$' }),
  accountNumber: Type.String({ pattern: '^\\d{4,17}$' })
}, closed)
export type NewBank = Static<typeof NewBank>

export const MerchantScope = Type.Union([
  Type.Literal('account:write'), Type.Literal('customers:read'), Type.Literal('customers:write'),
  Type.Literal('payouts:write'), Type.Literal('banks:write'), Type.Literal('charges:write')
])
export type MerchantScope = Static<typeof MerchantScope>

export const NewKey = Type.Object({
  mode: Type.Union([Type.Literal('test'), Type.Literal('live')]),
  scopes: Type.Array(MerchantScope),
  /** Every country, if missing. */
  allowedIps: Type.Optional(Type.Array(Type.String()))
}, closed)
export type NewKey = Static<typeof NewKey>

export const PlanChoice = Type.Object({ plan: Type.Union([Type.Literal('starter'), Type.Literal('enterprise')]) }, closed)
export type PlanChoice = Static<typeof PlanChoice>

export const NewWebhook = Type.Object({ url: Type.String({ format: 'uri' }) }, closed)
export type NewWebhook = Static<typeof NewWebhook>

/** In cents. */
const amount = Type.Integer({ minimum: 1 })

export const NewPayout = Type.Object({ amount, to: name }, closed)
export type NewPayout = Static<typeof NewPayout>

export const NewCharge = Type.Object({ amount, method: Type.Union([Type.Literal('card'), Type.Literal('bank_transfer')]) }, closed)
export type NewCharge = Static<typeof NewCharge>
