"""Places: district → street → community by the official codes, then grid, estate, building, household.

A region is known by its code: 6 digits a district, 9 a street, 12 a community; a prefix is a scope.
Grids (网格) and estates (小区) are parallel: an estate may lie in several grids and a grid hold several
estates.
"""
