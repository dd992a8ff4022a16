/** Reads through one of two clients: tries `there`, or goes straight to `here`. */
export type ReadAtEither = <Result>(
  there: () => PromiseLike<Result>,
  here: () => PromiseLike<Result>,
) => Promise<Result>

/**
 * A client whose every call is decided by `read`: sent to the standby, to the primary, or to the one after the other. A
 * Prisma extension could do that for the calls of models, but is not given raw queries as they were called.
 */
export function failOver<Client extends object>(standby: Client, primary: Client, read: ReadAtEither): Client {
  return new Proxy(standby, {
    get(_standby, name) {
      const there: unknown = Reflect.get(standby, name)
      const here: unknown = Reflect.get(primary, name)
      if (typeof there === 'function' && typeof here === 'function') {
        return (...args: unknown[]) =>
          read(
            () => Reflect.apply(there, standby, args),
            () => Reflect.apply(here, primary, args),
          )
      }
      return isObject(there) && isObject(here) ? failOver(there, here, read) : there
    },
  })
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
