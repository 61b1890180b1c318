"""The instructor's desk: classes, grade books, exports, comparisons.

It reads and writes what learning platforms, spreadsheets and students make: archives,
CSV, XML, names in all scripts. Python's own library does that well and safely, so the
desk is written in it. Whatever judges or runs a submission is the grader's, which is
asked (grader.py).
"""
