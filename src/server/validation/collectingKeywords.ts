/** Keywords of a schema that collects all errors: `ajvModule` adds them to Ajv. */
export const kStop = 'x-fastify-error-catalog-stop'
export const kUnknownMember = 'x-fastify-error-catalog-unknown'
