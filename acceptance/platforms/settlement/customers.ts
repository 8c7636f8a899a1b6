import { CatalogError } from '../../../src/index.ts'
import type { NewCustomer } from './bodies.ts'
import { createRecords, type Owned } from './records.ts'

export interface Customer extends Owned, NewCustomer {}

export type Customers = ReturnType<typeof createCustomers>

export function createCustomers () {
  const customers = createRecords<Customer>('cus', seeds)
  const findByEmail = (workspace: string, email: string) =>
    customers.find(customer => customer.workspace === workspace && customer.email === email)

  return {
    read: customers.read,

    readByEmail (workspace: string, email: string): Customer {
      const customer = findByEmail(workspace, email)
      if (customer === undefined) throw new CatalogError('not_found')
      return customer
    },

    create (workspace: string, { email }: NewCustomer): Customer {
      if (findByEmail(workspace, email) !== undefined) throw new CatalogError('conflict', {}, { message: 'A customer with this email exists.', param: 'email' })
      return customers.create(workspace, { email })
    }
  }
}

const seeds: readonly Customer[] = [
  { id: 'cus_1', workspace: 'acme', email: 'pat@example.com' },
  { id: 'cus_2', workspace: 'acme', email: 'kim@example.com' }
]
