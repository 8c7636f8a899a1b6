import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewCustomer } from './bodies.ts'

export interface Customer extends NewCustomer {
  readonly id: string
  readonly merchant: string
}

export type Customers = ReturnType<typeof createCustomers>

export function createCustomers () {
  const customers = new Map<string, Customer>(seeds.map(seed => [seed.id, seed]))

  return {
    read (merchant: string, id: string): Customer {
      const customer = customers.get(id)
      if (customer?.merchant !== merchant) throw new CatalogError('not_found')
      return customer
    },

    create (merchant: string, content: NewCustomer): Customer {
      const customer = { id: `cus_${randomUUID()}`, merchant, ...content }
      customers.set(customer.id, customer)
      return customer
    }
  }
}

const seeds: readonly Customer[] = [
  { id: 'cus_1', merchant: 'acme', name: 'Pat Example', email: 'pat@example.com' },
  { id: 'cus_other', merchant: 'globex', name: 'Kim Example', email: 'kim@example.com' }
]
