import { Type, type Static } from '@sinclair/typebox'

const closed = { additionalProperties: false }

export const NewMerchant = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  country: Type.String({ pattern: '^[A-Z]{2}$' }),
  state: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' }))
}, closed)
export type NewMerchant = Static<typeof NewMerchant>

export const NewCustomer = Type.Object({
  email: Type.String({ format: 'email' })
}, closed)
export type NewCustomer = Static<typeof NewCustomer>

export const NewPayment = Type.Object({
  customerId: Type.Optional(Type.String()),
  customerEmail: Type.Optional(Type.String({ format: 'email' })),
  amount: Type.Integer({ minimum: 1 })
}, closed)
export type NewPayment = Static<typeof NewPayment>
