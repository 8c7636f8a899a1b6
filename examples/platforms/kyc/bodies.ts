import { Type, type Static } from '@sinclair/typebox'

const closed = { additionalProperties: false }

export const NewVerification = Type.Object({
  email: Type.String({ format: 'email' }),
  country: Type.String({ pattern: '^[A-Z]{2}$' }),
  checks: Type.Optional(Type.Array(Type.Union([Type.Literal('document'), Type.Literal('selfie'), Type.Literal('address')]), { minItems: 1, uniqueItems: true }))
}, closed)
export type NewVerification = Static<typeof NewVerification>
