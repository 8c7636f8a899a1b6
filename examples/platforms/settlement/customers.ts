import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewCustomer } from './bodies.ts'

export interface Customer extends NewCustomer {
  readonly id: string
}

export type Customers = ReturnType<typeof createCustomers>

export function createCustomers () {
  const customers = new Map<string, Customer>(seeds.map(seed => [seed.id, seed]))
  const find = (wanted: { id?: string | undefined, email?: string | undefined }) =>
    [...customers.values()].find(({ id, email }) => id === wanted.id || email === wanted.email)

  return {
    read (wanted: { id?: string | undefined, email?: string | undefined }): Customer {
      const customer = find(wanted)
      if (customer === undefined) throw new CatalogError('not_found')
      return customer
    },

    create ({ email }: NewCustomer): Customer {
      if (find({ email }) !== undefined) throw new CatalogError('conflict', {}, { message: 'A customer with this email exists.', param: 'email' })
      const customer = { id: `cus_${randomUUID()}`, email }
      customers.set(customer.id, customer)
      return customer
    }
  }
}

const seeds: readonly Customer[] = [
  { id: 'cus_1', email: 'pat@example.com' },
  { id: 'cus_2', email: 'kim@example.com' }
]
