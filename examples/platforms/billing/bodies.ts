import { Type, type Static } from '@sinclair/typebox'

const closed = { additionalProperties: false }
const text = Type.String({ minLength: 1, maxLength: 200 })

export const NewInvoice = Type.Object({
  customer: text,
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  amount: Type.String({ pattern: '^\\d{1,9}(\\.\\d{1,2})?$' }),
  memo: Type.Optional(text)
}, closed)
export type NewInvoice = Static<typeof NewInvoice>

export const InvoiceChanges = Type.Object({ memo: text }, closed)
export type InvoiceChanges = Static<typeof InvoiceChanges>

export const NewPayment = Type.Object({ invoice: text, method: text }, closed)
export type NewPayment = Static<typeof NewPayment>
