import { Type, type Static } from '@sinclair/typebox'
import { cards } from './charge.ts'
import { formats } from './documents.ts'
import { allScopes } from './tokens.ts'

// A field that no schema names is 'validation.unknown_field', any other validation error 'validation.failed': the catalog maps them.
const closed = { additionalProperties: false }
const text = Type.String({ minLength: 1, maxLength: 200 })
const oneOf = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: values })

const currency = Type.String({
  pattern: '^[A-Z]{3}$', 'x-error-code': { type: 'validation.currency_invalid', pattern: 'validation.currency_invalid' }
})
const amount = Type.String({
  pattern: '^\\d{1,9}(\\.\\d{1,2})?$', 'x-error-code': { type: 'validation.amount_invalid', pattern: 'validation.amount_invalid' }
})

export const NewToken = Type.Object({ scopes: Type.Array(oneOf(allScopes), { minItems: 1, uniqueItems: true }) }, closed)
export type NewToken = Static<typeof NewToken>

export const Rotation = Type.Object({ grace_seconds: Type.Integer({ minimum: 0, maximum: 86_400 }) }, closed)
export type Rotation = Static<typeof Rotation>

export const StepUp = Type.Object({ code: Type.String({ pattern: '^\\d{6}$' }), seconds: Type.Integer({ minimum: 1, maximum: 900 }) }, closed)
export type StepUp = Static<typeof StepUp>

const Address = Type.Object({ city: text, country: Type.String({ pattern: '^[A-Z]{2}$' }) }, closed)

export const NewCustomer = Type.Object({ name: text, tax_id: Type.Optional(text), address: Type.Optional(Address) }, closed)
export type NewCustomer = Static<typeof NewCustomer>

export const CustomerChanges = Type.Partial(NewCustomer, closed)
export type CustomerChanges = Static<typeof CustomerChanges>

export const NewPaymentMethod = Type.Object({
  customer: text,
  card: oneOf(Object.keys(cards) as Array<keyof typeof cards>),
  expires: Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' })
}, closed)
export type NewPaymentMethod = Static<typeof NewPaymentMethod>

export const NewPlan = Type.Object({
  name: text, currency, amount, commitment_months: Type.Optional(Type.Integer({ minimum: 1, maximum: 36 }))
}, closed)
export type NewPlan = Static<typeof NewPlan>

export const NewSubscription = Type.Object({ customer: text, plan: text }, closed)
export type NewSubscription = Static<typeof NewSubscription>

export const SubscriptionChanges = Type.Object({ plan: text }, closed)
export type SubscriptionChanges = Static<typeof SubscriptionChanges>

/** With an amount the draft gets its first line at once. */
export const NewInvoice = Type.Object({ customer: text, currency, amount: Type.Optional(amount), memo: Type.Optional(text) }, closed)
export type NewInvoice = Static<typeof NewInvoice>

export const InvoiceChanges = Type.Object({ memo: text }, closed)
export type InvoiceChanges = Static<typeof InvoiceChanges>

export const Line = Type.Object({ description: text, amount }, closed)
export type Line = Static<typeof Line>

export const DocumentQuery = Type.Object({ format: oneOf(formats) }, closed)
export type DocumentQuery = Static<typeof DocumentQuery>

export const NewPayment = Type.Object({ invoice: text, method: text }, closed)
export type NewPayment = Static<typeof NewPayment>

export const Refund = Type.Object({ amount }, closed)
export type Refund = Static<typeof Refund>

export const NewWallet = Type.Object({ currency, drift_floor: Type.Optional(amount) }, closed)
export type NewWallet = Static<typeof NewWallet>

export const Transfer = Type.Object({ amount }, closed)
export type Transfer = Static<typeof Transfer>

export const Settlement = Type.Object({ invoice: text }, closed)
export type Settlement = Static<typeof Settlement>

export const NewQuote = Type.Object({ currency, to: currency, amount }, closed)
export type NewQuote = Static<typeof NewQuote>

/** Only addresses of this machine: a server that sends requests to any address gives attackers access to its network. */
export const NewEndpoint = Type.Object({ url: Type.String({ format: 'uri', pattern: '^http://127\\.0\\.0\\.1:\\d+/', maxLength: 500 }) }, closed)
export type NewEndpoint = Static<typeof NewEndpoint>

const AuthenticatedEvent = Type.Object({ type: Type.Literal('payment.authenticated'), payment: text }, closed)

const RateEvent = Type.Object({
  type: Type.Literal('rate'), pair: text, rate: Type.Number({ exclusiveMinimum: 0 }), at: Type.String({ format: 'date-time' })
}, closed)
export type RateEvent = Static<typeof RateEvent>

export const ProviderEvent = Type.Union([AuthenticatedEvent, RateEvent])
export type ProviderEvent = Static<typeof ProviderEvent>
