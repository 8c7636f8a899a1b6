import { Type, type Static } from '@sinclair/typebox'

const closed = { additionalProperties: false }
const text = Type.String({ minLength: 1, maxLength: 200 })
const amount = Type.Integer({ minimum: 1, maximum: 1_000_000 })
const oneOf = <T extends string>(...values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: values })

export const NewMerchant = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  country: Type.String({ pattern: '^[A-Z]{2}$' }),
  state: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
  category: Type.Optional(oneOf('books', 'alcohol', 'tobacco'))
}, closed)
export type NewMerchant = Static<typeof NewMerchant>

export const Kyb = Type.Object({ legalName: text, registration: text }, closed)
export type Kyb = Static<typeof Kyb>

export const StepUp = Type.Object({ passkey: text }, closed)
export type StepUp = Static<typeof StepUp>

export const NewKey = Type.Object({ mode: oneOf('test', 'live'), role: oneOf('owner', 'viewer') }, closed)
export type NewKey = Static<typeof NewKey>

export const NewCustomer = Type.Object({ email: Type.String({ format: 'email' }) }, closed)
export type NewCustomer = Static<typeof NewCustomer>

export const NewPayment = Type.Object({
  customerId: Type.Optional(Type.String()),
  customerEmail: Type.Optional(Type.String({ format: 'email' })),
  amount
}, closed)
export type NewPayment = Static<typeof NewPayment>

export const Submission = Type.Object({ wallet: text }, closed)
export type Submission = Static<typeof Submission>

export const NewCheckout = Type.Object({ amount }, closed)
export type NewCheckout = Static<typeof NewCheckout>

/** Customers state where they live, and that they are of age. */
export const Attestation = Type.Object({ state: Type.String({ pattern: '^[A-Z]{2}$' }), age: Type.Integer({ minimum: 18, maximum: 150 }) }, closed)
export type Attestation = Static<typeof Attestation>

export const NewSubscription = Type.Object({ customerId: text, wallet: text, amount }, closed)
export type NewSubscription = Static<typeof NewSubscription>

export const Resumption = Type.Object({ signature: Type.String({ pattern: '^[\\w-]*$' }) }, closed)
export type Resumption = Static<typeof Resumption>

/** The balance and the allowance of a wallet, and its Ed25519 public key as in a JWK. */
export const NewWallet = Type.Object({
  balance: Type.Integer({ minimum: 0 }), allowance: Type.Integer({ minimum: 0 }), publicKey: Type.String({ pattern: '^[\\w-]{43}$' })
}, closed)
export type NewWallet = Static<typeof NewWallet>

export const Blocks = Type.Object({ count: Type.Integer({ minimum: 1, maximum: 100 }) }, closed)
export type Blocks = Static<typeof Blocks>
