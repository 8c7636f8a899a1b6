export const attributeOfCode = 'error_catalog.code'
export const errorType = 'error.type'

/** SpanStatusCode of @opentelemetry/api. */
export const statusUnset = 0
export const statusError = 2
