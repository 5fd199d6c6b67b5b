import { Args } from '@nestjs/graphql';

/** Of reports; its default is that of `reportZone`. */
export const ReportZone = (): ParameterDecorator =>
  Args('timeZone', {
    type: () => String,
    nullable: true,
    description:
      'IANA zone in which days begin and end. Default: that of the only legal entity; BAD_USER_INPUT when there are several.',
  });
