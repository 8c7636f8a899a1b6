import { Type, type Static } from '@sinclair/typebox'

// `map.validation` of the catalog maps a value of the wrong type to 'bad_request', and a value out of range to 'validation_failed'.

const closed = { additionalProperties: false }
const name = Type.String({ minLength: 1, maxLength: 40 })

export const NewKey = Type.Object({
  /** The addresses that may use the key. */
  allowlist: Type.Array(Type.String()),
  /** The domain of the certificate that belongs to the key. */
  domain: Type.String()
}, closed)
export type NewKey = Static<typeof NewKey>

export const NewCardholder = Type.Object({
  firstName: name,
  lastName: name,
  phone: Type.String({ pattern: '^\\+\\d{6,15}$' })
}, closed)
export type NewCardholder = Static<typeof NewCardholder>

export const CardholderChanges = Type.Partial(NewCardholder, { ...closed, minProperties: 1 })
export type CardholderChanges = Static<typeof CardholderChanges>

export const Decision = Type.Object({ compliance: Type.Union([Type.Literal('approved'), Type.Literal('rejected')]) }, closed)
export type Decision = Static<typeof Decision>

export const NewCard = Type.Object({
  cardholderId: Type.String(),
  label: name,
  kind: Type.Union([Type.Literal('virtual'), Type.Literal('physical')])
}, closed)
export type NewCard = Static<typeof NewCard>

export const NewDeposit = Type.Object({
  /** In cents. */
  amount: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  bank: Type.Union([Type.Literal('north'), Type.Literal('east'), Type.Literal('west')])
}, closed)
export type NewDeposit = Static<typeof NewDeposit>

export const NewListener = Type.Object({ seconds: Type.Integer({ minimum: 1, maximum: 60 }) }, closed)
export type NewListener = Static<typeof NewListener>
