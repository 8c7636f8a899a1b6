import { CatalogError } from '../../../src/index.ts'
import type { InvoiceChanges, Line, NewInvoice } from './bodies.ts'
import type { Customers } from './customers.ts'
import { toAmount, toCents } from './money.ts'
import { createRecords, type Owned } from './records.ts'
import { computeTax, type Tax, toTaxInputs } from './tax.ts'

export interface Invoice extends Owned, Omit<NewInvoice, 'amount'> {
  readonly state: 'draft' | 'open' | 'paid' | 'void'
  readonly lines: readonly Line[]
  readonly amount_paid: string
  readonly tax?: Tax
}

export type Invoices = ReturnType<typeof createInvoices>

export function createInvoices (customers: Customers) {
  const invoices = createRecords<Invoice>('inv', seeds)

  function readDraft (tenant: string, id: string): Invoice {
    const invoice = invoices.read(tenant, id)
    if (invoice.state !== 'draft') throw new CatalogError('invoice.locked')
    return invoice
  }

  const changeDraft = (tenant: string, id: string, changes: Partial<Invoice>): Invoice =>
    invoices.save({ ...readDraft(tenant, id), ...changes })

  const inputsOf = (invoice: Invoice) => toTaxInputs(customers.read(invoice.tenant, invoice.customer), sumOf(invoice))

  return {
    read: invoices.read,

    create (tenant: string, { amount, ...content }: NewInvoice): Invoice {
      customers.read(tenant, content.customer)
      const lines = amount === undefined ? [] : [{ description: 'Services', amount }]
      return invoices.create(tenant, { ...content, lines, state: 'draft', amount_paid: '0.00' })
    },

    change: (tenant: string, id: string, changes: InvoiceChanges): Invoice => changeDraft(tenant, id, changes),

    addLine: (tenant: string, id: string, line: Line): Invoice =>
      changeDraft(tenant, id, { lines: [...readDraft(tenant, id).lines, line] }),

    remove: (tenant: string, id: string) => invoices.remove(readDraft(tenant, id)),

    async recomputeTax (tenant: string, id: string): Promise<Invoice> {
      return changeDraft(tenant, id, { tax: await computeTax(inputsOf(readDraft(tenant, id))) })
    },

    /** Nothing is saved until the tax is known, so that a failure leaves the draft unchanged. */
    async finalize (tenant: string, id: string): Promise<Invoice> {
      const draft = readDraft(tenant, id)
      if (draft.lines.length === 0) throw new CatalogError('invoice.cannot_finalize_empty')
      const inputs = inputsOf(draft)
      if (draft.tax !== undefined && draft.tax.inputs !== inputs.text) throw new CatalogError('invoice.tax_recompute_required')
      return changeDraft(tenant, id, { tax: draft.tax ?? await computeTax(inputs), state: 'open' })
    },

    void (tenant: string, id: string): Invoice {
      const invoice = invoices.read(tenant, id)
      if (toCents(invoice.amount_paid) > 0) throw new CatalogError('invoice.cannot_void_paid')
      return invoices.save({ ...invoice, state: 'void' })
    },

    /** The amount to pay. */
    readDue (tenant: string, id: string): string {
      const invoice = invoices.read(tenant, id)
      // The platform documents no code for this: it reports the field that names the invalid invoice.
      if (invoice.state !== 'open') throw new CatalogError('validation.failed', {}, { issues: [{ path: 'invoice', message: 'Must be an open invoice.' }] })
      return toAmount(sumOf(invoice) + toCents(invoice.tax?.amount ?? '0.00'))
    },

    addPaid: (tenant: string, id: string, amount: string): Invoice =>
      invoices.save({ ...invoices.read(tenant, id), state: 'paid', amount_paid: amount }),

    /** The sum as printed on the invoice. The formatter throws for an invalid currency: an 'internal_error'. */
    total (tenant: string, id: string): { total: string } {
      const invoice = invoices.read(tenant, id)
      return { total: new Intl.NumberFormat('en', { style: 'currency', currency: invoice.currency }).format(sumOf(invoice) / 100) }
    }
  }
}

function sumOf ({ lines }: Invoice): number {
  return lines.reduce((sum, { amount }) => sum + toCents(amount), 0)
}

const seed = { tenant: 'acme', customer: 'cus_1', currency: 'EUR', amount_paid: '0.00' } as const
const lines = (amount: string) => [{ description: 'Services', amount }]

const seeds: readonly Invoice[] = [
  { ...seed, id: 'inv_draft', state: 'draft', lines: lines('120.00') },
  { ...seed, id: 'inv_open', state: 'open', lines: lines('40.00') },
  { ...seed, id: 'inv_due', state: 'open', lines: lines('60.00') },
  { ...seed, id: 'inv_paid', state: 'paid', customer: 'cus_2', lines: lines('75.50'), amount_paid: '75.50' },
  // An import shifted the columns of this invoice. The formatter's message quotes the value in the column of the currency.
  { ...seed, id: 'inv_imported', state: 'open', customer: 'cus_3', currency: 'pat@example.com', lines: lines('EUR') },
  { ...seed, id: 'inv_other', tenant: 'globex', state: 'draft', customer: 'cus_9', currency: 'USD', lines: lines('10.00') }
]
