export const AUTHENTICATOR = Symbol('Authenticator');
