/** An error that captures no stack. */
export function withoutStack (message: string): Error {
  const limit = Error.stackTraceLimit
  const isSet = setLimit(0)
  const error = new Error(message)
  if (isSet) setLimit(limit)
  return error
}

/** @returns false if Error is frozen (node --frozen-intrinsics): then the stack is kept. */
function setLimit (limit: number): boolean {
  try {
    Error.stackTraceLimit = limit
    return true
  } catch {
    return false
  }
}
