from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelOrderCase, open_cover, picture


@tagged("post_install", "-at_install")
@capability("C2", "C4")
class TestSketches(JewelOrderCase):
    def _with_sketches(self, *sketches):
        return self._create_deal(sketch_ids=[(6, 0, [sketch.id for sketch in sketches])])

    def test_cover_is_the_first_sketch_and_small_enough_for_a_list(self):
        first, second = self._create_sketch(), self._create_sketch(raw=picture("blue"))
        deal = self._with_sketches(second, first)
        self.assertEqual(deal.cover_id, first)
        self.assertEqual(open_cover(deal.cover_image).size, (1024, 768))
        self.assertEqual(open_cover(deal.cover_image_256).size, (256, 192))

    def test_cover_follows_the_sketches(self):
        first, second = self._create_sketch(), self._create_sketch(raw=picture("blue"))
        deal = self._with_sketches(first, second)
        deal.sketch_ids = [(3, first.id)]
        self.assertEqual(deal.cover_id, second)
        second.raw = picture("green", size=(50, 40))
        self.assertEqual(open_cover(deal.cover_image).size, (50, 40))
        second.unlink()
        self.assertFalse(deal.cover_id or deal.cover_image)

    def test_files_that_are_no_pictures_are_kept_and_make_no_cover(self):
        broken = self._create_sketch("broken.png", picture()[:60], mimetype="image/png")
        text = self._create_sketch("notes.txt", b"thin ring")
        svg = self._create_sketch("evil.svg", b"<svg onload='alert(1)'/>")
        deal = self._with_sketches(broken, text, svg)
        self.assertEqual(deal.sketch_ids, broken + text + svg)
        self.assertFalse(deal.cover_id or deal.cover_image or deal.cover_image_256)

    def test_a_broken_picture_leaves_the_cover_to_the_next_one(self):
        broken = self._create_sketch("broken.png", picture()[:60], mimetype="image/png")
        good = self._create_sketch()
        self.assertEqual(self._with_sketches(broken, good).cover_id, good)

    def test_an_uploaded_file_is_bound_to_its_deal(self):
        sketch = self._create_sketch(res_model="crm.lead", res_id=0)
        deal = self._with_sketches(sketch)
        self.assertEqual((sketch.res_model, sketch.res_id), ("crm.lead", deal.id))
        self.assertEqual(deal.sketch_ids, sketch)

    def test_the_line_has_its_own_copy(self):
        deal = self._with_sketches(self._create_sketch())
        line = self._create_order(deal).order_line
        self.assertFalse(line.sketch_ids & deal.sketch_ids)
        self.assertEqual((line.sketch_ids.res_model, line.sketch_ids.res_id), (line._name, line.id))
        self.assertEqual(line.sketch_ids.checksum, deal.sketch_ids.checksum)
        self.assertTrue(line.cover_image)

    def test_new_sketches_of_the_deal_reach_the_line(self):
        deal = self._with_sketches(self._create_sketch())
        line = self._create_order(deal).order_line
        deal.sketch_ids = [(4, self._create_sketch("b.png", picture("blue")).id)]
        self.assertEqual(line.sketch_ids.mapped("checksum"), deal.sketch_ids.mapped("checksum"))
        line.sketch_ids = False
        deal.sketch_ids = [(4, self._create_sketch("c.png", picture("green")).id)]
        self.assertFalse(line.sketch_ids)

    def test_a_copied_deal_has_copies(self):
        deal = self._with_sketches(self._create_sketch())
        twin = deal.copy()
        self.assertFalse(twin.sketch_ids & deal.sketch_ids)
        self.assertEqual(twin.sketch_ids.res_id, twin.id)

    @capability("A2", "C3")
    def test_access_follows_the_record(self):
        deal = self._with_sketches(self._create_sketch())
        other = self._create_role_user("sales_manager", login="jewel_test_other_manager")
        self.assertTrue(deal.sketch_ids.with_user(self.manager).raw)
        for user in (other, self.users["jeweller"], self.users["production_head"]):
            with self.assertRaises(AccessError):
                deal.sketch_ids.with_user(user).read(["name"])

    @capability("A2", "C3")
    @users("jewel_test_sales_manager")
    def test_nobody_takes_a_foreign_file_by_putting_it_into_his_deal(self):
        foreign = self._create_deal(user_id=self.users["director"].id)
        secret = self._create_sketch("secret.png", res_model="crm.lead", res_id=foreign.id)
        loose = self._create_sketch("loose.png")  # uploaded by somebody else, bound to nothing
        for sketch in (secret, loose):
            with self.assertRaises(AccessError):
                self._create_deal().with_env(self.env).sketch_ids = [(4, sketch.id)]
