import { Type, type Static } from '@sinclair/typebox'

// A request that does not match its schema is a 'validation_error', which lists the issues by field.

const closed = { additionalProperties: false }

export const Check = Type.Union([Type.Literal('document'), Type.Literal('selfie'), Type.Literal('address')])
export type Check = Static<typeof Check>

export const NewVerification = Type.Object({
  email: Type.String({ format: 'email' }),
  country: Type.String({ pattern: '^[A-Z]{2}$' }),
  checks: Type.Optional(Type.Array(Check, { minItems: 1, uniqueItems: true }))
}, closed)
export type NewVerification = Static<typeof NewVerification>

export const SubmittedCheck = Type.Object({ check: Check }, closed)
export type SubmittedCheck = Static<typeof SubmittedCheck>

export const NewKey = Type.Object({
  mode: Type.Union([Type.Literal('test'), Type.Literal('live')]),
  role: Type.Union([Type.Literal('admin'), Type.Literal('viewer')])
}, closed)
export type NewKey = Static<typeof NewKey>

export const NewSession = Type.Object({ seconds: Type.Integer({ minimum: 1, maximum: 3600 }) }, closed)
export type NewSession = Static<typeof NewSession>

export const PlanChoice = Type.Object({ slug: Type.String() }, closed)
export type PlanChoice = Static<typeof PlanChoice>

/** In cents. */
export const NewTopup = Type.Object({ amount: Type.Integer({ minimum: 100, maximum: 100_000 }) }, closed)
export type NewTopup = Static<typeof NewTopup>

/** The webhook of AIO, which collects the money. */
export const TopupPaid = Type.Object({ topup: Type.String() }, closed)
export type TopupPaid = Static<typeof TopupPaid>
