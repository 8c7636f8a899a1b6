import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { InvoiceChanges, NewInvoice } from './bodies.ts'

export interface Invoice extends NewInvoice {
  readonly id: string
  readonly tenant: string
  readonly state: 'draft' | 'open' | 'paid'
}

export type Invoices = ReturnType<typeof createInvoices>

export function createInvoices () {
  const invoices = new Map<string, Invoice>(seeds.map(seed => [seed.id, seed]))

  function read (tenant: string, id: string): Invoice {
    const invoice = invoices.get(id)
    // Whether another tenant has it is not told.
    if (invoice?.tenant !== tenant) throw new CatalogError('not_found')
    return invoice
  }

  function save (invoice: Invoice): Invoice {
    invoices.set(invoice.id, invoice)
    return invoice
  }

  return {
    read,

    create: (tenant: string, content: NewInvoice) => save({ id: `inv_${randomUUID()}`, tenant, state: 'draft', ...content }),

    change (tenant: string, id: string, changes: InvoiceChanges): Invoice {
      const invoice = read(tenant, id)
      if (invoice.state !== 'draft') throw new CatalogError('invoice.locked')
      return save({ ...invoice, ...changes })
    },

    /** The total as it is printed on the invoice. */
    total (tenant: string, id: string): { total: string } {
      const { currency, amount } = read(tenant, id)
      return { total: new Intl.NumberFormat('en', { style: 'currency', currency }).format(Number(amount)) }
    }
  }
}

const seeds: readonly Invoice[] = [
  { id: 'inv_draft', tenant: 'acme', state: 'draft', customer: 'cus_1', currency: 'EUR', amount: '120.00' },
  { id: 'inv_open', tenant: 'acme', state: 'open', customer: 'cus_1', currency: 'EUR', amount: '40.00' },
  { id: 'inv_paid', tenant: 'acme', state: 'paid', customer: 'cus_2', currency: 'EUR', amount: '75.50' },
  // Imported with its columns shifted. The formatter's message quotes what stands where the currency should be.
  { id: 'inv_imported', tenant: 'acme', state: 'open', customer: 'cus_3', currency: 'pat@example.com', amount: 'EUR' },
  { id: 'inv_other', tenant: 'globex', state: 'draft', customer: 'cus_9', currency: 'USD', amount: '10.00' }
]
