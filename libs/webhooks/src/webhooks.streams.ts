import { streamCategory } from '#kernel';

/** Whose a webhook is; without a partner it is the manufacturer's own. */
export interface Owner {
  readonly partnerId?: string | undefined;
}

/** All webhooks of one owner. */
export const webhookStreams = streamCategory('webhooks');
export const webhookDeliveryStreams = streamCategory('webhookDelivery');

/** Names the stream of an owner. No partner has this id: ids begin with a letter or digit. */
export const ownerKey = ({ partnerId = '_manufacturer' }: Owner): string => partnerId;

export const webhookKey = (of: Owner & { readonly webhookId: string }): string => `${ownerKey(of)}/${of.webhookId}`;
