import { shippedEnvelopes } from '../envelope/shippedEnvelopes.ts'

/** A starter catalog with this envelope and with comments that explain the format. `schema` is where editors find the schema. */
export function toStarter (envelope: string, schema: string): string {
  const others = Object.keys(shippedEnvelopes).filter(name => name !== envelope).join(', ')
  return `# yaml-language-server: $schema=${schema}
# Every error this API can return. After a change: npx error-catalog lint

# Brings a code for all that the framework itself refuses, such as bad_request, not_found and rate_limited.
extends: http

# How errors are written. Others: ${others}, or your own under envelopes.
envelope: ${envelope}

codes:
  # Clients branch on this name: it stays what it is.
  order_not_found:
    status: 404
    # One plain sentence. A name in braces is a detail.
    message: Order {orderId} does not exist.
    # Sent along. The types are those of TypeScript.
    details: { orderId: string }

  order_shipped:
    status: 409
    message: Order {orderId} was shipped by {carrier} and can no longer change.
    # A name that ends with ? is optional. Put types with | [ ] { } or ' in quotes.
    details: { orderId: string, carrier: "'post' | 'courier'", parcels?: 'string[]' }
    # Logged, and never sent.
    private: [parcels]
    # For the docs, and for editors that show a code: what it means, and what the caller does next.
    meaning: The parcel has left the warehouse.
    action: Wait for the delivery, then send a return.
    # May the same request be sent again? never, after, idempotent, same-key or check-first.
    retry: never
`
}
