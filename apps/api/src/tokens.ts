export const AUTHENTICATOR = Symbol('Authenticator');
/** Undefined when no client is set. */
export const SIGN_IN = Symbol('SignIn');
