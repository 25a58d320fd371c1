"""What all pages share: access, locale, large type, headers, errors, phrases, the page's context."""
