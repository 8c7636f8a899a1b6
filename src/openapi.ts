export { withErrors, type Transforms } from './server/openapi/withErrors.ts'
