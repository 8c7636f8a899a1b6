import type { CatalogInput } from '../../src/format/catalogFile.ts'

/** A catalog with every key that the reference pages show, and some that they must not. */
export const invoices = {
  extends: 'http',
  codes: {
    invoice_locked: {
      status: 409,
      group: 'Invoices',
      message: 'Invoice {invoiceId} is {state} and can no longer change.',
      meaning: 'The invoice has left the draft state.',
      causes: ['It was sent.', 'It was paid.'],
      action: 'Create a credit note instead.',
      details: { invoiceId: 'string', state: "'sent' | 'paid'", 'lines?': { type: 'array', items: { type: 'string' }, description: 'The lines that changed.' }, secretRow: 'string' },
      private: ['secretRow'],
      retry: 'never',
      since: '1.2',
      deprecated: 'Invoices are versioned now.',
      replacedBy: 'invoice.version_conflict',
      aliases: ['invoice_frozen', 'invoice_closed'],
      sdk: 'InvoiceLockedError',
      log: 'fatal'
    },
    'invoice.version_conflict': { status: 412, group: 'Invoices', message: 'The invoice was changed meanwhile.', retry: 'check-first' },
    ledger_down: { status: 503, group: 'Ledger', message: 'The ledger does not answer.', causes: ['The database ledger-7 is down.'], retry: 'after', retryAfter: 30 },
    internal_probe: { status: 500, message: 'The probe failed.', public: false, aliases: ['old_probe'] }
  }
} as const satisfies CatalogInput
