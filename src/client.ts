export { createReader, type Reader } from './client/createReader.ts'
export { shouldRetry, type Decision, type Reason, type RetryContext } from './client/shouldRetry.ts'
export { withRetry, type RetryOptions } from './client/withRetry.ts'
export { createBudget, type RetryBudget } from './client/retryBudget.ts'
export { ApiError, isApiError, toError, type Classes } from './client/apiError.ts'
export { addAxiosRetry, kyOptions } from './client/adapters.ts'
export type {
  ApiFailureFields, CodeData, CodeTable, ErrorData, Failure, Issue, KnownFailure, Retry, Template, UnansweredFailure, UndecodableFailure,
  UnknownFailure, Variant
} from './client/types.ts'
