/** The address of an external service that is down. Nothing listens on this port, so every connection is refused at once. */
export const unreachable = 'http://127.0.0.1:2'
