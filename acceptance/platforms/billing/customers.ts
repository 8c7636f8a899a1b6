import type { CustomerChanges, NewCustomer } from './bodies.ts'
import { createRecords, type Owned } from './records.ts'
import { checkTaxId } from './tax.ts'

export interface Customer extends Owned, NewCustomer {
  /** The default payment method. */
  readonly default_method?: string | undefined
}

export type Customers = ReturnType<typeof createCustomers>

export function createCustomers () {
  const customers = createRecords<Customer>('cus', seeds)

  return {
    read: customers.read,

    create (tenant: string, content: NewCustomer): Customer {
      checkTaxId(content.tax_id)
      return customers.create(tenant, content)
    },

    change (tenant: string, id: string, changes: CustomerChanges & Pick<Customer, 'default_method'>): Customer {
      checkTaxId(changes.tax_id)
      return customers.save({ ...customers.read(tenant, id), ...changes })
    }
  }
}

const seeds: readonly Customer[] = ['cus_1', 'cus_2', 'cus_3'].map(id =>
  ({ id, tenant: 'acme', name: id, address: { city: 'Ulm', country: 'DE' } }))
