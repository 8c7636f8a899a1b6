/** Where services of others would be. Nothing listens on this port, which only a superuser could open: a request is refused at once. */
export const unreachable = 'http://127.0.0.1:2'
