/** A catalog with one entry for each thing that a document has to say about an error. */
export const catalog = {
  extends: 'http',
  codes: {
    invoice_locked: {
      status: 409,
      message: 'Invoice {invoiceId} is locked.',
      meaning: 'An accountant has closed the period.',
      action: 'Ask the accountant to open it.',
      details: { invoiceId: 'string', by: "'accountant' | 'system'", 'since?': { type: 'string', format: 'date-time' } }
    },
    invoice_void: { status: 409, message: 'The invoice is void.', deprecated: 'It is deleted instead.', replacedBy: 'not_found' },
    invoice_paid: {
      status: 409,
      message: 'The invoice is paid.',
      details: { amount: { type: ['number', 'null'], minimum: 0 }, parts: 'Record<string, integer>', lines: 'Array<{ id: string, tax?: number | string }>', note: 'integer | null', secret: 'string' },
      private: ['secret']
    },
    quota_used: { status: 429, message: 'Too many invoices.', retryAfter: '{seconds}', details: { seconds: 'integer' }, headers: { 'X-Quota': '{seconds}s' } },
    payment_required: { status: 402, message: 'Pay {amount} first.', details: { amount: 'integer', 'flag?': 'boolean' }, sdk: 'PayFirst' },
    'tax.not-ready': { status: 422, message: 'The tax is not known yet.', retry: 'after', retryAfter: 30 },
    key_revoked: { status: 401, message: 'The key is revoked.', challenge: 'Bearer' },
    key_expired: { status: 401, message: 'The key has expired.', challenge: 'Bearer' }
  }
} as const
