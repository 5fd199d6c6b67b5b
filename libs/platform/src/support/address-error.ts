/** Waiting does not help: the address of a server, its certificates or its account must be changed. Never holds a password. */
export class AddressError extends Error {}
