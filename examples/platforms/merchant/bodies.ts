import { Type, type Static } from '@sinclair/typebox'

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
