import { Type, type Static } from '@sinclair/typebox'

const closed = { additionalProperties: false }
const name = Type.String({ minLength: 1, maxLength: 40 })

export const NewCard = Type.Object({
  cardholderId: Type.String(),
  label: name,
  kind: Type.Union([Type.Literal('virtual'), Type.Literal('physical')])
}, closed)
export type NewCard = Static<typeof NewCard>

export const CardholderChanges = Type.Partial(Type.Object({
  firstName: name,
  lastName: name,
  phone: Type.String({ pattern: '^\\+\\d{6,15}$' })
}), { ...closed, minProperties: 1 })
export type CardholderChanges = Static<typeof CardholderChanges>
