"""What is printed and handed over of checks and hazards: the three lists 三张清单 as a workbook and as a PDF."""
