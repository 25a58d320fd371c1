"""Where things stand on the papers of a vote, in mm from the left and the top: for templates and drawing."""

from deliberation.papers.slips import Place

SLIPS_A_PAGE = 6
SLIP_PLACES = tuple(Place(8 + at % 2 * 105, 7 + at // 2 * 99) for at in range(SLIPS_A_PAGE))
SLIP_QR_MM = 25.0
SLIP_QR_LEFT_MM = 63.0
SLIP_QR_TOP_MM = 16.0
DOORS_A_PAGE = 23
DOORS_TOP, DOOR_MM = 44.0, 10.0
BALLOT_QR_MM = 26.0
# The first page of a ballot has a strip with the door above it, the others have not.
BALLOT_TOPS = (34, 8)
BALLOT_QR_PLACES = tuple(Place(168, top + 4) for top in BALLOT_TOPS)
