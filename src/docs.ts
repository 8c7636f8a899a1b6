export { errorDocs as default, errorDocs } from './docs/plugin.ts'
export type { ErrorDocsOptions } from './docs/options.ts'
