import { STATUS_CODES } from 'node:http'

/** Whether a catalog accepts the status. */
export function isErrorStatus (status: number): boolean {
  return status in STATUS_CODES && (status >= 400 || [200, 201, 202].includes(status))
}

/** `not_found` for 404. */
export function codeOfStatus (status: number): string {
  return toCode(STATUS_CODES[status] as string)
}

/** `payment_required` for `Payment Required`, `PaymentRequired` or `paymentRequired`. */
export function toCode (text: string): string {
  return text
    .replace(/['’]/g, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .match(/[a-z\d]+/g)?.join('_') ?? ''
}

/** The status of a name such as `notFound`, `NotFound` or `badImplementation`. */
export function statusOfName (name: string): number | undefined {
  return statuses.get(toCode(name))
}

const statuses = new Map([
  ...Object.keys(STATUS_CODES).map(status => [codeOfStatus(Number(status)), Number(status)] as const),
  // The names in Boom that differ.
  ...[[
    'bad_implementation', 500
  ], ['bad_data', 422], ['client_timeout', 408], ['entity_too_large', 413], ['illegal', 451], ['internal', 500],
  ['resource_gone', 410], ['server_unavailable', 503], ['teapot', 418], ['too_many_requests', 429]] as const
])
