import { record } from './testing/record.ts'

record(process.env['ERROR_CATALOG_RECORD'] ?? '.error-catalog')
