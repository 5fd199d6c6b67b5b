/** Injection token of the authenticator, which is an interface. */
export const AUTHENTICATOR = Symbol('Authenticator');
