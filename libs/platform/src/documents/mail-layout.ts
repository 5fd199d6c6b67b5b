// Made by "npm run mail-layout" from mail-layout.mjml.
export const mailLayout = {
  start: `<!doctype html>
<html lang="{language}" dir="auto" xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<title>{title}</title>
<!--[if !mso]><!-->
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<!--<![endif]-->
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style type="text/css">
#outlook a { padding:0; }
body { margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%; }
table, td { border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt; }
img { border:0;height:auto;line-height:100%; outline:none;text-decoration:none;-ms-interpolation-mode:bicubic; }
p { display:block;margin:13px 0; }
</style>
<!--[if mso]>
<noscript>
<xml>
<o:OfficeDocumentSettings>
<o:AllowPNG/>
<o:PixelsPerInch>96</o:PixelsPerInch>
</o:OfficeDocumentSettings>
</xml>
</noscript>
<![endif]-->
<!--[if lte mso 11]>
<style type="text/css">
.mj-outlook-group-fix { width:100% !important; }
</style>
<![endif]-->
<style type="text/css">
@media only screen and (min-width:480px) {
.mj-column-per-100 { width:100% !important; max-width: 100%; }
}
</style>
<style media="screen and (min-width:480px)">
.moz-text-html .mj-column-per-100 { width:100% !important; max-width: 100%; }
</style>
</head>
<body  style="word-spacing:normal;background-color:#f2f4f7;">
<div style="display:none;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;">{preview}</div>
<div
aria-label="{title}" aria-roledescription="email" role="article" lang="{language}" dir="auto" style="word-spacing:normal;background-color:#f2f4f7;"
>
<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" class="" role="presentation" style="width:600px;" width="600" bgcolor="#ffffff" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div  style="background:#ffffff;background-color:#ffffff;margin:0px auto;max-width:600px;">
<table
align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="background:#ffffff;background-color:#ffffff;width:100%;"
>
<tbody>
<tr>
<td
style="border-top:4px solid #1d4ed8;direction:ltr;font-size:0px;padding:22px 0;text-align:center;"
>
<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:600px;" ><![endif]-->
<div
class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;"
>
<table
border="0" cellpadding="0" cellspacing="0" role="presentation" style="vertical-align:top;" width="100%"
>
<tbody>`,
  blocks: {
    heading: `<tr>
<td
align="left" style="font-size:0px;padding:4px 28px 10px;{breaks};"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:21px;font-weight:700;line-height:1.35;text-align:left;color:#1f2733;"
>{text}</div>
</td>
</tr>`,
    paragraph: `<tr>
<td
align="left" style="font-size:0px;padding:6px 28px;{breaks};"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:15px;line-height:1.55;text-align:left;color:#1f2733;"
>{text}</div>
</td>
</tr>`,
    quote: `<tr>
<td
align="left" style="font-size:0px;padding:8px 28px;{breaks};"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:15px;line-height:1.55;text-align:left;color:#1f2733;"
><div style="border-left:3px solid #c5cdd9;padding-left:12px;color:#414b5a">{text}</div></div>
</td>
</tr>`,
    facts: `<tr>
<td
align="left" style="font-size:0px;padding:10px 28px;{breaks};"
>
<table
cellpadding="0" cellspacing="0" width="100%" border="0" style="color:#1f2733;font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:14px;line-height:1.5;table-layout:auto;width:100%;border:none;"
>
{rows}
</table>
</td>
</tr>`,
    list: `<tr>
<td
align="left" style="font-size:0px;padding:6px 28px;{breaks};"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:15px;line-height:1.55;text-align:left;color:#1f2733;"
><ul style="margin:0;padding-left:20px">{rows}</ul></div>
</td>
</tr>`,
    button: `<tr>
<td
align="left" style="font-size:0px;padding:12px 28px 6px;{breaks};"
>
<table
border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;line-height:100%;"
>
<tbody>
<tr>
<td
align="center" bgcolor="#1d4ed8" role="presentation" style="border:none;border-radius:6px;cursor:auto;mso-padding-alt:12px 22px;background:#1d4ed8;" valign="middle"
>
<a
href="{url}" style="display:inline-block;background:#1d4ed8;color:#ffffff;font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:15px;font-weight:600;line-height:120%;margin:0;text-decoration:none;text-transform:none;padding:12px 22px;mso-padding-alt:0px;border-radius:6px;" target="_blank"
>
{text}
</a>
</td>
</tr>
</tbody>
</table>
</td>
</tr>`,
    small: `<tr>
<td
align="left" style="font-size:0px;padding:6px 28px;{breaks};"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:13px;line-height:1.55;text-align:left;color:#5b6675;"
>{text}</div>
</td>
</tr>`,
  },
  end: `</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><table align="center" border="0" cellpadding="0" cellspacing="0" class="" role="presentation" style="width:600px;" width="600" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div  style="margin:0px auto;max-width:600px;">
<table
align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="width:100%;"
>
<tbody>
<tr>
<td
style="direction:ltr;font-size:0px;padding:14px 0 24px;text-align:center;"
>
<!--[if mso | IE]><table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td class="" style="vertical-align:top;width:600px;" ><![endif]-->
<div
class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:ltr;display:inline-block;vertical-align:top;width:100%;"
>
<table
border="0" cellpadding="0" cellspacing="0" role="presentation" style="vertical-align:top;" width="100%"
>
<tbody>
<tr>
<td
align="left" style="font-size:0px;padding:6px 28px;{breaks};"
>
<div
style="font-family:-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;font-size:12px;line-height:1.55;text-align:left;color:#5b6675;"
>{footer}</div>
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->
</div>
</body>
</html>`,
};
